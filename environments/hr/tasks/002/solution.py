def solve(tools):
    tools.offer_post(application_id="AP-0018")
